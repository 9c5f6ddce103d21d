config: config.docker.internal.notes
