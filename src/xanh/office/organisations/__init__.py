"""Who can be asked: ministries, departments, agencies, committees, and collective names."""
