"""What a reviewer asks of a determination: packs of questions as data, checks of a letter against itself, sign-off."""
