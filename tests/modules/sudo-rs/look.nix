config: config.environment.etc.sudoers.source.text
