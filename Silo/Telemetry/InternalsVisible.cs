using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Orchestrator.Telemetry.Tests")]
[assembly: InternalsVisibleTo("Orchestrator.Cli.Tests")]
