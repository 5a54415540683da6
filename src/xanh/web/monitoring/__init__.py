"""The working side of the stations: for those who look after them."""
