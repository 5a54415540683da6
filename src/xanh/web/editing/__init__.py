"""What editors do: import a document, review what was read from it, publish."""
