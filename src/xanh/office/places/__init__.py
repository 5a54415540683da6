"""Provinces, wards and communes, with codes, dates and the old units they came from."""
