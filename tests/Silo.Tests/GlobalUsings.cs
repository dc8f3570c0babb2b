global using Orchestrator.TestServers;
