global using Orchestrator.Grains.Interfaces;
global using Orchestrator.Routing;
global using SiloStatus = Orchestrator.Grains.Interfaces.SiloStatus;
