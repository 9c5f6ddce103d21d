//! `docker.buildScripts` in a container whose image was not built with them: a oneshot service before all
//! others, at the first start.

use crate::build_scripts::BUILD_SCRIPTS_DONE;
use crate::init::unit::{
    Condition, ConditionKind, ExecCommand, Kind, ServiceType, ServiceUnit, Unit, UnitFile, UnitName,
};

/// The service's name. [`crate::init::system::Files::write_stamp`] makes [`BUILD_SCRIPTS_DONE`] for it.
pub(crate) const NAME: &str = "docker-build-scripts.service";

/// Adds the service, which every service with default dependencies requires.
pub(crate) fn add(file: &mut UnitFile) {
    let scripts = std::mem::take(&mut file.settings.build_scripts);
    let Ok(name) = NAME.parse::<UnitName>() else { return };
    if scripts.is_empty() || file.units.contains_key(&name) {
        return;
    }
    for unit in file.units.values_mut() {
        if matches!(unit.kind, Kind::Service(_)) && unit.default_dependencies {
            unit.dependencies.requires.push(name.clone());
            unit.dependencies.after.push(name.clone());
        }
    }
    let command = |script: &std::path::PathBuf| {
        let path = script.to_string_lossy().into_owned();
        ExecCommand { argv0: path.clone(), path, ..ExecCommand::default() }
    };
    let service = ServiceUnit {
        kind: ServiceType::Oneshot,
        exec_start: scripts.iter().map(command).collect(),
        remain_after_exit: true,
        timeout_start: None,
        ..ServiceUnit::default()
    };
    let mut unit = Unit::new(name.clone(), Kind::Service(Box::new(service)));
    "docker.buildScripts at the first start".clone_into(&mut unit.description);
    unit.default_dependencies = false;
    unit.dependencies.wanted_by.push(file.settings.default_target.clone());
    unit.conditions.push(Condition {
        kind: ConditionKind::PathExists,
        trigger: false,
        negate: true,
        parameter: BUILD_SCRIPTS_DONE.to_owned(),
    });
    file.units.insert(name, unit);
}
