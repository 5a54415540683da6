"""Reading official documents: bytes to text, text to blocks, blocks to a plan.

``read_document`` gives the text and its blocks, ``read_plan`` what the text orders. Library
room: no Django, no web, no database of records.
"""
