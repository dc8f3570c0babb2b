global using Orchestrator.FakeNvml;
global using Orchestrator.TestServers;
