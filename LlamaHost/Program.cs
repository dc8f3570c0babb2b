using Orchestrator.LlamaHost;

if (args is ["--help"] or ["-h"])
{
    await Console.Out.WriteLineAsync(HostArguments.Usage);
    return 0;
}

try
{
    return await HostProgram.RunAsync(HostArguments.Parse(args, Environment.GetEnvironmentVariable));
}
catch (HostException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return e.ExitCode;
}
