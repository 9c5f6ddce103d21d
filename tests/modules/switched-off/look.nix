config: config.warnings
