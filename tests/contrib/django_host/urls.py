"""The URLs of the host."""

urlpatterns: list[object] = []
