global using SiloStatus = Orchestrator.Grains.Interfaces.SiloStatus;
