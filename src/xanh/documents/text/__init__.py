"""From text to blocks, and from blocks to the parts and the outline of a document."""
