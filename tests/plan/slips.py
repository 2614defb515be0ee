"""Single slips in a plan, each with the words in whose line it is told, and what is said of it.

The plan is the hospital's of `tests/data`: it has every section, and none of the names of the plan that ships.
"""

SLIPS: list[tuple[str, str, str, str]] = []
"""What is changed, into what, a part of the line that is at fault, and how the sentence begins."""
