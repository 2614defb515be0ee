"""The screens, one file each, with their styles beside them."""
