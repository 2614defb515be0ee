"""What screens are made of: panels that draw lines, the header, the footer."""
