//! What a check stands on: the project, a mode, and services that run already or are started for it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use harness::host::project::Project;
use harness::host::redis::Redis;
use harness::host::server::Server;
use harness::host::service::{Mode, Service, merged};
use harness::host::{Settings, settings};

type Shared = Arc<OnceLock<Arc<Service>>>;

/// All services that checks share, by mode and settings.
pub struct Stock {
    pub project: Arc<Project>,
    services: Mutex<HashMap<(Mode, Settings), Shared>>,
}

impl Stock {
    pub fn new(project: Project) -> Self {
        let project = Arc::new(project);
        Server::start_once(&project);
        Self { project, services: Mutex::default() }
    }
}

/// The ground of one check in one mode.
pub struct Ground {
    stock: Arc<Stock>,
    pub mode: Mode,
    /// The shared services that the check used, for its log where it fails.
    used: RefCell<Vec<Arc<Service>>>,
}

impl Ground {
    pub fn new(stock: &Arc<Stock>, mode: Mode) -> Self {
        Self { stock: Arc::clone(stock), mode, used: RefCell::default() }
    }

    pub fn project(&self) -> &Arc<Project> {
        &self.stock.project
    }

    /// A service that many checks share, each with topics of its own.
    pub fn service(&self) -> Arc<Service> {
        self.service_with(&[])
    }

    /// One with these settings, shared by all checks that name the same.
    pub fn service_with(&self, pairs: &[(&str, &str)]) -> Arc<Service> {
        let settings = settings(pairs);
        let place = {
            let mut services = self.stock.services.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(services.entry((self.mode, settings.clone())).or_default())
        };
        let service = Arc::clone(place.get_or_init(|| Arc::new(Service::start(self.project(), self.mode, &settings))));
        self.used.borrow_mut().push(Arc::clone(&service));
        service
    }

    /// One for this check alone, which it may stop and break.
    pub fn own(&self, pairs: &[(&str, &str)]) -> Service {
        Service::start(self.project(), self.mode, &settings(pairs))
    }

    /// The same on a Redis that the check brings.
    pub fn own_on(&self, redis: Redis, pairs: &[(&str, &str)]) -> Service {
        Service::start_on(self.project(), self.mode, Some(redis), &settings(pairs))
    }

    /// One more node on the Redis of a service.
    pub fn node_beside(&self, service: &Service, pairs: &[(&str, &str)]) -> Server {
        Server::start(self.project(), &merged(service.redis.as_ref(), &settings(pairs)))
    }

    /// A server in process that may refuse to start.
    pub fn spawn(&self, pairs: &[(&str, &str)]) -> Server {
        Server::spawn(self.project(), &merged(None, &settings(pairs)))
    }

    /// The last lines of what the shared services said.
    pub fn log(&self) -> String {
        let logs = self.used.borrow().iter().map(|service| service.log()).collect::<Vec<_>>().join("\n");
        let lines: Vec<&str> = logs.lines().collect();
        lines[lines.len().saturating_sub(12)..].join("\n")
    }
}
