"""The exercise as a document: models, loader with line-numbered errors, check, cast, bounded text."""
