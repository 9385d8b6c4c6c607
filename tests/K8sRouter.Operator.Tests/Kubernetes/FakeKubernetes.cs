using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Kubernetes.Json;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Tests.Kubernetes;

/// <summary>
/// A server in memory: one rising version, lists in consistent pages, watches from a version with all that came since, refusals
/// of old versions, conflicts. Tests make it fail, hang, cut and fall silent.
/// </summary>
internal sealed class FakeKubernetes : IKubernetes
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Type Type, string? Namespace, string Name), object> _objects = [];
    private readonly List<(long Version, WatchEventType Type, object Object)> _history = [];
    private readonly Dictionary<string, (object[] Items, long Version)> _pages = [];
    private readonly List<Channel<(WatchEventType Type, object Object)>> _watches = [];
    private readonly List<string> _calls = [];
    private long _version = 100;
    private long _forgotten;
    private int _tokens;

    /// <summary>Before each call, by its verb: throws, or hangs until the call's token ends.</summary>
    public Func<string, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Sends nothing more by any watch, though it remembers.</summary>
    public bool IsSilent { get; set; }

    /// <summary>May be asked for instead of sending at once: whoever sets it passes on what and when he likes.</summary>
    public Action<WatchEventType, object>? Deliver { get; set; }

    /// <summary>What lists leave out and name.</summary>
    public List<UnreadableObject> Unreadable { get; } = [];

    public VersionInfo Version { get; set; } = new(1, 31, "v1.31.0");

    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_lock)
                return [.. _calls];
        }
    }

    public List<ListOptions> Lists { get; } = [];

    public List<WatchOptions> Watches { get; } = [];

    public int OpenWatches
    {
        get
        {
            lock (_lock)
                return _watches.Count;
        }
    }

    public int Count(string verb)
    {
        lock (_lock)
            return _calls.Count(call => call == verb);
    }

    public IReadOnlyList<T> All<T>()
        where T : class
    {
        lock (_lock)
            return [.. _objects.Values.OfType<T>()];
    }

    public T Put<T>(T value)
        where T : class
    {
        lock (_lock)
        {
            var key = KeyOf(value);
            bool exists = _objects.ContainsKey(key);
            var stored = (T)With(value, (++_version).ToString(CultureInfo.InvariantCulture));
            _objects[key] = stored;
            Tell(exists ? WatchEventType.Modified : WatchEventType.Added, stored);
            return stored;
        }
    }

    public void Remove<T>(string? @namespace, string name)
        where T : class
    {
        lock (_lock)
        {
            if (_objects.Remove((typeof(T), @namespace, name), out var old))
                Tell(WatchEventType.Deleted, With(old, (++_version).ToString(CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>Forgets what came before now, as etcd does every five minutes.</summary>
    public void Compact()
    {
        lock (_lock)
        {
            _forgotten = ++_version;
            _pages.Clear();
        }
    }

    public void Bookmark<T>()
        where T : class, new()
    {
        lock (_lock)
            Send(WatchEventType.Bookmark, With(new T(), _version.ToString(CultureInfo.InvariantCulture)));
    }

    public void Send(WatchEventType type, object value)
    {
        lock (_lock)
        {
            foreach (var watch in _watches)
                watch.Writer.TryWrite((type, value));
        }
    }

    public void EndWatches(Exception? exception = null)
    {
        lock (_lock)
        {
            foreach (var watch in _watches)
                watch.Writer.TryComplete(exception);
            _watches.Clear();
        }
    }

    public static KubernetesException Expired() => new("too old resource version", HttpStatusCode.Gone, "Expired");

    public static KubernetesException Refusal(HttpStatusCode status, TimeSpan? retryAfter = null) =>
        new($"the server said {(int)status}", status, status.ToString()) { RetryAfter = retryAfter };

    public static KubernetesException Unreachable() => new("connection refused", null, null);

    public async Task<T?> GetAsync<T>(string? @namespace, string name, CancellationToken cancellationToken)
        where T : class
    {
        await BeginAsync("get", cancellationToken);
        lock (_lock)
            return (T?)_objects.GetValueOrDefault((typeof(T), @namespace, name));
    }

    public async Task<KubernetesList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class
    {
        lock (_lock)
            Lists.Add(options);
        await BeginAsync("list", cancellationToken);
        lock (_lock)
        {
            var (items, version) = options.Continue is null
                ? ([.. _objects.Values.OfType<T>().OrderBy(item => LibraryObject.MetadataOf(item).Name, StringComparer.Ordinal)], _version)
                : _pages.TryGetValue(options.Continue, out var rest) ? rest : throw Expired();
            int count = Math.Min(options.Limit ?? int.MaxValue, items.Length);
            string? token = null;
            if (count < items.Length)
                _pages[token = $"page-{++_tokens}"] = (items[count..], version);
            return new KubernetesList<T>([.. items[..count].Cast<T>()], version.ToString(CultureInfo.InvariantCulture), token)
            {
                Unreadable = [.. Unreadable],
            };
        }
    }

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        WatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        lock (_lock)
            Watches.Add(options);
        await BeginAsync("watch", cancellationToken);
        var channel = Channel.CreateUnbounded<(WatchEventType Type, object Object)>();
        lock (_lock)
        {
            long from = long.Parse(options.ResourceVersion, CultureInfo.InvariantCulture);
            if (from < _forgotten)
                throw Expired();
            foreach (var (version, type, value) in _history)
            {
                if (version > from)
                    channel.Writer.TryWrite((type, value));
            }
            _watches.Add(channel);
        }
        try
        {
            await foreach (var (type, value) in channel.Reader.ReadAllAsync(cancellationToken))
            {
                if (value is T one)
                    yield return new WatchEvent<T>(type, one);
            }
        }
        finally
        {
            lock (_lock)
                _watches.Remove(channel);
        }
    }

    public async Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class
    {
        await BeginAsync("create", cancellationToken);
        lock (_lock)
        {
            if (_objects.ContainsKey(KeyOf(entity)))
                throw new KubernetesException("it exists", HttpStatusCode.Conflict, "AlreadyExists");
            return Put(entity);
        }
    }

    public async Task<T> ReplaceAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class
    {
        await BeginAsync("replace", cancellationToken);
        lock (_lock)
        {
            if (!_objects.TryGetValue(KeyOf(entity), out var held))
                throw new KubernetesException("there is none", HttpStatusCode.NotFound, "NotFound");
            if (VersionOf(entity) is { } version && version != VersionOf(held))
                throw new KubernetesException("it was modified", HttpStatusCode.Conflict, "Conflict");
            return Put(entity);
        }
    }

    /// <summary>Of events, the series; no other patch is known.</summary>
    public async Task<T> PatchAsync<T>(
        string? @namespace, string name, V1Patch patch, PatchOptions options, CancellationToken cancellationToken)
        where T : class
    {
        await BeginAsync("patch", cancellationToken);
        lock (_lock)
        {
            if (!_objects.TryGetValue((typeof(T), @namespace, name), out var held))
                throw new KubernetesException("there is none", HttpStatusCode.NotFound, "NotFound");
            using var document = JsonDocument.Parse(patch.Content);
            var series = document.RootElement.GetProperty("series").Deserialize(KubernetesJson.TypeInfo<Eventsv1EventSeries>());
            return (T)(object)Put((Eventsv1Event)held with { Series = series });
        }
    }

    public Task<bool> DeleteAsync<T>(
        string? @namespace, string name, V1Preconditions? preconditions, CancellationToken cancellationToken)
        where T : class => throw new NotSupportedException();

    public async Task<VersionInfo> GetVersionAsync(CancellationToken cancellationToken)
    {
        await BeginAsync("version", cancellationToken);
        return Version;
    }

    private static (Type Type, string? Namespace, string Name) KeyOf<T>(T entity)
        where T : class
    {
        var key = ResourceKey.Of(entity);
        return (typeof(T), key.Namespace, key.Name);
    }

    private static string? VersionOf(object entity) => LibraryObject.MetadataOf(entity).ResourceVersion;

    private static object With(object value, string version) => value switch
    {
        V1Lease one => one with { Metadata = one.Metadata with { ResourceVersion = version } },
        V1ValidatingWebhookConfiguration one => one with { Metadata = one.Metadata with { ResourceVersion = version } },
        V1MutatingWebhookConfiguration one => one with { Metadata = one.Metadata with { ResourceVersion = version } },
        V1Node one => one with { Metadata = one.Metadata with { ResourceVersion = version } },
        V1Endpoints one => one with { Metadata = one.Metadata with { ResourceVersion = version } },
        Eventsv1Event one => one with { Metadata = one.Metadata with { ResourceVersion = version } },
        V1CustomResourceDefinition one => one with { Metadata = one.Metadata with { ResourceVersion = version } },
        PartialObjectMetadata<V1CustomResourceDefinition> one => one with { Metadata = one.Metadata with { ResourceVersion = version } },
        V1Namespace one => one with { Metadata = one.Metadata with { ResourceVersion = version } },
        SlimPod one => one with { Metadata = one.Metadata with { ResourceVersion = version } },
        V1Secret one => one with { Metadata = one.Metadata with { ResourceVersion = version } },
        ModelProvider one => one with { Metadata = one.Metadata with { ResourceVersion = version } },
        WorkspacePrivacyPolicy one => one with { Metadata = one.Metadata with { ResourceVersion = version } },
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    private void Tell(WatchEventType type, object value)
    {
        _history.Add((_version, type, value));
        if (Deliver is { } deliver)
            deliver(type, value);
        else if (!IsSilent)
            Send(type, value);
    }

    private Task BeginAsync(string verb, CancellationToken cancellationToken)
    {
        lock (_lock)
            _calls.Add(verb);
        cancellationToken.ThrowIfCancellationRequested();
        return Before(verb, cancellationToken);
    }
}
