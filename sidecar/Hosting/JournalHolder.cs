using System.Diagnostics.Metrics;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Sinks;

namespace K8sRouter.Sidecar.Hosting;

/// <summary>
/// The journal, opened when the first configuration brings its key and before that configuration comes into force: no request
/// gets here earlier.
/// </summary>
internal sealed class JournalHolder(SidecarOptions options, TimeProvider clock, ILogger<DiskJournal> logger, Meter meter)
    : IJournal, IJournalSinks, IAsyncDisposable
{
    private DiskJournal? _journal;
    private JournalKeyRing? _keys;

    /// <summary>Null: no configuration has come yet.</summary>
    public DiskJournal? Opened => _journal;

    public string Sidecar => Require().Sidecar;

    public ValueTask<AppendResult> AppendStartedAsync(GenerationRecord record) => Require().AppendStartedAsync(record);

    public ValueTask<AppendResult> AppendFinishedAsync(GenerationRecord record, CapturedContent? content) =>
        Require().AppendFinishedAsync(record, content);

    public IJournalReader OpenReader(string sink) => Require().OpenReader(sink);

    public IReadOnlyDictionary<string, long> Backlog() =>
        Require().GetStatus().Sinks.ToDictionary(sink => sink.Sink, sink => sink.Backlog, StringComparer.Ordinal);

    public JournalKeyRing Keys =>
        Volatile.Read(ref _keys) ?? throw new InvalidOperationException("No configuration has brought the journal's key yet.");

    public void SetSinks(IReadOnlyCollection<JournalSink> sinks) => Require().SetSinks(sinks);

    /// <summary>Opens the journal, or hands it the keys of a newer configuration.</summary>
    /// <exception cref="ConfigurationRefusedException">The folder can't be used.</exception>
    public DiskJournal Prepare(Credentials credentials)
    {
        var keys = KeysOf(credentials);
        Volatile.Write(ref _keys, new JournalKeyRing(keys));
        if (_journal is not null)
        {
            _journal.SetKeys(keys);
            return _journal;
        }
        try
        {
            _journal = DiskJournal.Open(
                new JournalOptions
                {
                    Directory = options.JournalDirectory,
                    MaxBytes = SpoolVolume.JournalBytes(options),
                    Shed = Enum.Parse<JournalShedPolicy>(options.JournalShed, ignoreCase: true),
                    Sync = Enum.Parse<JournalSyncPolicy>(options.JournalSync, ignoreCase: true),
                    SyncInterval = options.JournalSyncInterval,
                },
                keys, clock, logger, meter);
            return _journal;
        }
        catch (JournalUnavailableException unavailable)
        {
            throw new ConfigurationRefusedException(unavailable.Message, retry: true);
        }
    }

    public ValueTask DisposeAsync() => _journal?.DisposeAsync() ?? ValueTask.CompletedTask;

    private DiskJournal Require() =>
        _journal ?? throw new InvalidOperationException("The journal isn't open: no configuration has come yet.");

    private static List<byte[]> KeysOf(Credentials credentials)
    {
        var names = credentials.Names
            .Where(n => n.StartsWith(ConfigFiles.PreviousJournalKeyPrefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Prepend(ConfigFiles.JournalKey);
        var keys = new List<byte[]>();
        foreach (string name in names)
        {
            // The loader has checked the current key; an earlier one that is no key can't open anything.
            if (credentials.TryGet(name, out string? text) && TryDecode(text) is { } key)
                keys.Add(key);
        }
        return keys;
    }

    private static byte[]? TryDecode(string text)
    {
        var key = new byte[33];
        return Convert.TryFromBase64String(text, key, out int length) && length == 32 ? key[..32] : null;
    }
}
