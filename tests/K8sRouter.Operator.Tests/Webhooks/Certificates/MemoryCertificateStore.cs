using System.Text;
using K8sRouter.Operator.Webhooks.Certificates;

namespace K8sRouter.Operator.Tests.Webhooks.Certificates;

/// <summary>A Secret and a webhook configuration in memory, with the API server's optimistic locking.</summary>
internal sealed class MemoryCertificateStore : ICertificateStore
{
    private readonly Lock _lock = new();
    private StoredAuthorities? _authorities;
    private StoredBundles? _bundles = Of("1", [null]);
    private int _version = 1;

    public IReadOnlyDictionary<string, byte[]>? Authorities => _authorities?.Data;

    /// <summary>The bundle that the API server trusts.</summary>
    public string Bundle
    {
        get
        {
            lock (_lock)
                return Encoding.UTF8.GetString(_bundles?.Bundles.First() ?? []);
        }
    }

    /// <summary>Called before every write, as if it came in between.</summary>
    public Func<Task>? BeforeWrite { get; set; }

    public int Writes { get; private set; }

    public Task<StoredAuthorities?> ReadAuthoritiesAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(_authorities);
    }

    public Task<StoredBundles?> ReadBundlesAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(_bundles);
    }

    public async Task<bool> TryWriteAuthoritiesAsync(
        IReadOnlyDictionary<string, byte[]> data, StoredAuthorities? replaced, CancellationToken cancellationToken)
    {
        await (BeforeWrite?.Invoke() ?? Task.CompletedTask);
        lock (_lock)
        {
            if (_authorities?.Version != replaced?.Version)
                return false;
            SetAuthorities(data);
            return true;
        }
    }

    public async Task<bool> TryWriteBundlesAsync(string pem, StoredBundles replaced, CancellationToken cancellationToken)
    {
        await (BeforeWrite?.Invoke() ?? Task.CompletedTask);
        lock (_lock)
        {
            if (_bundles?.Configurations[0].Version != replaced.Configurations[0].Version)
                return false;
            SetBundles([.. replaced.Bundles.Select(_ => Encoding.ASCII.GetBytes(pem))]);
        }
        return true;
    }

    public void SetAuthorities(IReadOnlyDictionary<string, byte[]>? data)
    {
        lock (_lock)
        {
            Writes++;
            _authorities = data is null ? null : new($"{++_version}", data);
        }
    }

    public void SetBundles(IReadOnlyList<byte[]?>? bundles)
    {
        lock (_lock)
        {
            Writes++;
            _bundles = bundles is null ? null : Of($"{++_version}", bundles);
        }
    }

    private static StoredBundles Of(string version, IReadOnlyList<byte[]?> bundles) => new([new("one", version, bundles)]);
}
