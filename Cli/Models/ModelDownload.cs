using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Orchestrator.Cli.Models;

/// <summary>How far a download is.</summary>
/// <param name="Done">Bytes on disk.</param>
/// <param name="Total">Bytes there are; null when the server does not say.</param>
internal readonly record struct DownloadProgress(long Done, long? Total);

/// <summary>A file that is there and whole.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its checksum, hex in lower case.</param>
/// <param name="Resumed">True when an earlier run had fetched a part of it.</param>
/// <param name="Checked">True when the checksum was compared with one that was given or told by the server.</param>
internal sealed record DownloadedModel(string Path, long Bytes, string Sha256, bool Resumed, bool Checked);

/// <summary>
/// Fetches a model file. It grows as <c>FILE.part</c> and gets its name when it is whole and right, so that a name never stands for half a file. What is
/// there is used again after a break, here or in a later run, if the server still has the same file.
/// </summary>
internal sealed class ModelDownload(HttpClient http, Uri address, string path, string? sha256)
{
    private const int MostBreaks = 5, BufferBytes = 1 << 20;
    private static readonly byte[] Magic = "GGUF"u8.ToArray();

    private readonly string _part = $"{path}.part";
    private readonly string _mark = $"{path}.part.etag";
    private string? _told;

    /// <exception cref="ApiException">The server refuses, or does not answer.</exception>
    /// <exception cref="InvalidModelException">What came is not what it should be; nothing of it is kept.</exception>
    public async Task<DownloadedModel> RunAsync(IProgress<DownloadProgress> progress, CancellationToken cancellation)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        var before = Length();
        for (var breaks = 0; !await FetchAsync(progress, cancellation);)
        {
            if (++breaks > MostBreaks)
                throw new ApiException($"The connection to {address.Host} broke {breaks} times; run the command again to go on after {Length()} bytes.", null);
            await Task.Delay(TimeSpan.FromMilliseconds(200 * breaks), cancellation);
        }

        var found = await CheckAsync(cancellation);
        File.Move(_part, path, overwrite: true);
        File.Delete(_mark);
        return new DownloadedModel(path, new FileInfo(path).Length, found, before > 0, sha256 is not null || _told is not null);
    }

    /// <summary>Asks for what is missing; false when the connection broke on the way.</summary>
    private async Task<bool> FetchAsync(IProgress<DownloadProgress> progress, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            var known = Length() > 0 && File.Exists(_mark) ? await File.ReadAllTextAsync(_mark, cancellation) : null;
            if (known is not null)
            {
                request.Headers.Range = new RangeHeaderValue(Length(), null);
                request.Headers.TryAddWithoutValidation("If-Range", known);
            }

            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            _told = ToldChecksum(response);
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                return IsWhole(response);
            if (!response.IsSuccessStatusCode)
                throw new ApiException($"{address.Host} refused: {(int)response.StatusCode} {response.ReasonPhrase}", response.StatusCode);
            await KeepAsync(response, progress, cancellation);
            return true;
        }
        catch (HttpRequestException error) when (error.StatusCode is null && Length() == 0)
        {
            throw new ApiException($"No answer from {address.Host}: {error.Message}", null);
        }
        catch (Exception error) when (error is HttpRequestException or HttpIOException)
        {
            return false;
        }
    }

    private async Task KeepAsync(HttpResponseMessage response, IProgress<DownloadProgress> progress, CancellationToken cancellation)
    {
        var goesOn = response.StatusCode == HttpStatusCode.PartialContent;
        if (Validator(response) is { } mark)
            await File.WriteAllTextAsync(_mark, mark, cancellation);
        else
            File.Delete(_mark);
        await using var file = new FileStream(_part, goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read, BufferBytes, useAsync: true);
        var total = response.Content.Headers.ContentLength is { } length ? file.Position + length : (long?)null;
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[BufferBytes];
        for (int read; (read = await ReadAsync(body, buffer, cancellation)) > 0;)
        {
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            progress.Report(new DownloadProgress(file.Position, total));
        }

        await file.FlushAsync(cancellation);
        if (total is { } whole && file.Position < whole)
            throw new HttpIOException(HttpRequestError.ResponseEnded, "The answer ended early.");
    }

    /// <summary>A broken connection, and not a full disk, is worth another try.</summary>
    private static async ValueTask<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellation);
        }
        catch (IOException error) when (error is not HttpIOException)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, error.Message, error);
        }
    }

    /// <summary>All of it was there before; anything else begins anew.</summary>
    private bool IsWhole(HttpResponseMessage response)
    {
        if (response.Content.Headers.ContentRange?.Length == Length())
            return true;
        File.Delete(_part);
        return false;
    }

    private async Task<string> CheckAsync(CancellationToken cancellation)
    {
        string found;
        await using (var file = File.OpenRead(_part))
        {
            var start = new byte[Magic.Length];
            if (await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellation) < start.Length || !start.AsSpan().SequenceEqual(Magic))
                throw Wrong("is no GGUF file: perhaps a page that asks to log in. Nothing was kept");
            file.Position = 0;
            found = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
        }

        return (sha256 ?? _told) is { } wanted && !string.Equals(found, wanted, StringComparison.OrdinalIgnoreCase)
            ? throw Wrong($"has the SHA-256 {found}, not {wanted.ToLowerInvariant()}. Nothing was kept")
            : found;
    }

    private InvalidModelException Wrong(string what)
    {
        File.Delete(_part);
        File.Delete(_mark);
        return new InvalidModelException($"What {address.Host} sent {what}.");
    }

    private long Length() => File.Exists(_part) ? new FileInfo(_part).Length : 0;

    /// <summary>What tells this file from a later one of the same name; null when nothing does, and a part is of no use.</summary>
    private static string? Validator(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.ToString() : response.Content.Headers.LastModified?.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Some servers name a file by its SHA-256.</summary>
    private static string? ToldChecksum(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false, Tag: var tag } && tag.Trim('"') is { Length: 64 } hex && hex.All(char.IsAsciiHexDigit) ? hex : null;
}

/// <summary>A file that came is not what it should be.</summary>
internal sealed class InvalidModelException(string message) : Exception(message);
