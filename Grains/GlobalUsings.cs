global using Orchestrator.Grains.Interfaces;
global using Orchestrator.Routing;
