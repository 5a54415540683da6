"""What Xanh costs in time, memory and bytes; ``python -m benchmarks`` prints it as a table."""
