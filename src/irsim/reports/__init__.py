"""Documents for people: the feed's lines, the scorecard as text, the after-action report. They judge nothing."""
