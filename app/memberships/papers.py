def make_missing_papers() -> int:
    return 0
