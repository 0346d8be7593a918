"""Pages: staff screens, server-rendered, that read through services and write nothing."""
