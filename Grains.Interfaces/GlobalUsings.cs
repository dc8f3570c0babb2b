global using Orchestrator.Routing;
