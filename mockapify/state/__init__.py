"""The rules of the platform. Knows no HTTP: nothing here imports from `mockapify.api` or a web framework."""
