"""Recordings beside each other as rows of pages: for the screen that compares, and for the debrief of a fork."""
