"""What an installation needs before the Centre can work with it, step by step. Each step looks for itself."""
