def release_expired_holds() -> int:
    return 0
