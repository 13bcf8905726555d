from tests.backup.conftest import an_empty_postgres, elsewhere

__all__ = ["an_empty_postgres", "elsewhere"]
