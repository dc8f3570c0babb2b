using System.CommandLine;
using BenchmarkDotNet.Running;
using Orchestrator.Benchmarks;

// Small pieces: BenchmarkDotNet's own arguments, for example --inProcess --filter '*' --job short. Everything else is a command; --help lists them.
var port = new Argument<int>("port");
var upstream = new Argument<string>("upstream");
var commands = new RootCommand("Speed of the path a task takes, in processes of their own.")
{
    ProxyBench.Command(),
    StreamBench.Command(),
    Command("router", "Telemetry of 1,000 silos, and one router's ceiling", async _ =>
    {
        TelemetryBench.Run();
        await RouterCeiling.RunAsync();
    }),
    Command("growth", "Ten times the tasks in the table", _ => GrowthBench.RunAsync()),
    Command("upstream", "The mock upstream alone", found => MockUpstream.RunAsync(found.GetValue(port)), port),
    Command("yarp", "YARP before an upstream", found => YarpProxy.RunAsync(found.GetValue(port), found.GetRequiredValue(upstream)), port, upstream),
};
if (commands.Subcommands.Any(command => command.Name == args.FirstOrDefault()))
    return await commands.Parse(args).InvokeAsync();
BenchmarkSwitcher.FromAssembly(typeof(ProxyBench).Assembly).Run(args);
return 0;

static Command Command(string name, string description, Func<ParseResult, Task> run, params Argument[] arguments)
{
    var command = new Command(name, description);
    foreach (var argument in arguments)
        command.Arguments.Add(argument);
    command.SetAction(run);
    return command;
}
