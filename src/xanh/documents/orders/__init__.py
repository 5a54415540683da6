"""What else the body orders: measures, and duties with their deadlines."""
