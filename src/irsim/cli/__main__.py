"""`python -m irsim.cli`: the command line, where the script is not on the path."""

from irsim.cli import main

if __name__ == "__main__":
    main()
