"""Evidence bundles: a recording with everything that belongs to it in one signed zip, and the check of such a file."""
