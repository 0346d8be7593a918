"""The commands themselves, by the names that Django knows them by."""
