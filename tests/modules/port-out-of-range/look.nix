config: builtins.deepSeq config.docker.internal.spec null
