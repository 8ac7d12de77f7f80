"""What comes and goes: letters in, exports out, cases that come home, letters read again."""
