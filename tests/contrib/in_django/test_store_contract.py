"""A store on Django's own connections keeps what every store promises."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from django.db import connections, transaction

from ratsflow.contrib.django.hosted import HostedStore
from ratsflow.stores import Store
from ratsflow.testing import StoreContract


class TestHosted(StoreContract):
    """In each database in turn; threads have connections of their own."""

    @pytest.fixture(autouse=True)
    def _place(self, alias: str, tenant: str) -> Iterator[None]:
        self.alias, self.tenant = alias, tenant
        yield
        connections[alias].close()

    def leave_thread(self) -> None:
        """Close the connection that Django keeps for the calling thread."""
        connections[self.alias].close()

    def make_store(self) -> Store:
        """Return a store for a municipality that nobody else uses."""
        return HostedStore(self.alias, self.tenant)

    def reopen_store(self, store: Store) -> Store:
        """Return another one on the same tables."""
        del store
        return HostedStore(self.alias, self.tenant)

    def lend_store(self, store: Store) -> AbstractContextManager[Store]:
        """Put the store within ``atomic()`` and roll that back."""
        return self._rolled_back(store)

    @contextmanager
    def _rolled_back(self, store: Store) -> Iterator[Store]:
        with transaction.atomic(self.alias):
            yield store
            transaction.set_rollback(True, using=self.alias)  # Django's
