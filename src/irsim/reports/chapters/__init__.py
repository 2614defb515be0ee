"""The after-action report chapter by chapter: what the account of a recording says, as blocks of a document."""
