"""What the debrief says, page by page, as rows that a `PagePanel` draws. No textual here: rows are spans by width."""
