"""A host's app for the tests of `ratsflow.contrib.django`."""
