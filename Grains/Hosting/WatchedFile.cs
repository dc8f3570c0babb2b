using Microsoft.Extensions.Logging;

namespace Orchestrator.Grains;

/// <summary>A file parsed into an immutable value: the value that holds now, and why the latest edit was refused, if it was.</summary>
/// <param name="Value">The last good value.</param>
/// <param name="LoadedAt">When it was read.</param>
/// <param name="Errors">Why the file as it is now was refused; empty when it is the value.</param>
/// <param name="ReadAt">When the file was last read, good or not.</param>
internal sealed record WatchedValue<T>(T Value, DateTimeOffset LoadedAt, IReadOnlyList<PolicyError> Errors, DateTimeOffset ReadAt)
    where T : class;

/// <summary>
/// Configuration → validated immutable snapshot → swapped atomically. The first load must succeed; later a broken edit is refused,
/// logged and shown while the last good value stays. Polled, because file events are unreliable on network and container file systems.
/// </summary>
internal sealed partial class WatchedFile<T> : IWatchedFile
    where T : class
{
    private readonly Func<string, (T? Value, IReadOnlyList<PolicyError> Errors)> _parse;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile WatchedValue<T> _current;
    private (DateTime Written, long Length) _seen;

    /// <param name="path">The file.</param>
    /// <param name="parse">Makes the value of its text.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of every reload.</param>
    /// <param name="whenMissing">Value while the file has never been there; null when it must be. One that goes away later leaves the last good value.</param>
    /// <exception cref="ConfigurationException">The file is missing or invalid.</exception>
    public WatchedFile(string path, Func<string, (T? Value, IReadOnlyList<PolicyError> Errors)> parse, TimeProvider time, ILogger logger, T? whenMissing = null)
    {
        Path = path;
        (_parse, _time, _logger) = (parse, time, logger);
        _seen = Stamp();
        if (whenMissing is not null && _seen == default)
        {
            _current = new WatchedValue<T>(whenMissing, time.GetUtcNow(), [], time.GetUtcNow());
            return;
        }

        var (value, errors) = Read();
        if (value is null)
            throw new ConfigurationException($"{path} cannot be used:{string.Concat(errors.Select(error => $"{Environment.NewLine}  {error}"))}");
        _current = new WatchedValue<T>(value, time.GetUtcNow(), [], time.GetUtcNow());
    }

    public string Path { get; }

    public WatchedValue<T> Current => _current;

    public void Poll()
    {
        var stamp = Stamp();
        if (stamp == _seen)
            return;
        _seen = stamp;
        var (value, errors) = Read();
        var now = _time.GetUtcNow();
        if (value is null)
        {
            _current = _current with { Errors = errors, ReadAt = now };
            Log.Refused(_logger, Path, string.Join("; ", errors));
        }
        else
        {
            _current = new WatchedValue<T>(value, now, [], now);
            Log.Loaded(_logger, Path);
        }
    }

    private (DateTime Written, long Length) Stamp()
    {
        var file = new FileInfo(Path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    private (T? Value, IReadOnlyList<PolicyError> Errors) Read()
    {
        try
        {
            return _parse(File.ReadAllText(Path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, [new PolicyError(System.IO.Path.GetFileName(Path), exception is FileNotFoundException or DirectoryNotFoundException ? "the file is missing" : "the file cannot be read")]);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3200, LogLevel.Information, "config.loaded {path}", EventName = "config.loaded")]
        public static partial void Loaded(ILogger logger, string path);

        [LoggerMessage(3201, LogLevel.Warning, "config.refused {path}, the last good version stays: {errors}", EventName = "config.refused")]
        public static partial void Refused(ILogger logger, string path, string errors);
    }
}

/// <summary>A file that is looked at from time to time.</summary>
internal interface IWatchedFile
{
    string Path { get; }

    /// <summary>Reads the file if it changed.</summary>
    void Poll();
}

/// <summary>A setting or file that keeps the process from starting; the message is for the operator.</summary>
public sealed class ConfigurationException(string message) : Exception(message);
