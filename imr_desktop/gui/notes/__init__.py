"""Highlights in the letter, their labels, and the list of all that was noted."""
