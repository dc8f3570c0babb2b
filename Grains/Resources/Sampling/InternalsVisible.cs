using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Orchestrator.Telemetry.Tests")]
