using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Kubernetes;

namespace K8sRouter.Operator.Webhooks.Certificates;

/// <summary>
/// Keeps this replica's certificate, and with the other replicas the authority behind it and the API server's trust in that.
/// Runs in every replica. It looks at the time of day again and again rather than sleeping until something is due: timers stand
/// still while a machine is suspended.
/// </summary>
internal sealed class CertificateManager(
    ICertificateStore store, CertificateNames names, CertificateLifetimes lifetimes, TimeProvider clock, WebhookMetrics metrics,
    ILogger<CertificateManager> logger)
{
    /// <summary>How often others may come first before the rest is left to the next look.</summary>
    private const int MostAttempts = 8;

    private readonly CertificateLifetimes _lifetimes = lifetimes.OrThrow();
    private AuthoritySet? _authorities;
    private string? _authoritiesVersion;
    private string? _trustedId;
    private DateTimeOffset _trustedSince;
    private volatile ServingCertificate? _served;

    /// <summary>What to serve; null: nothing yet, the replica isn't ready.</summary>
    public ServingCertificate? Served => _served;

    /// <summary>Looks at once and then at every interval, until cancelled. What fails is logged and tried again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await CheckAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Whatever it is: a replica that gives up serves a certificate that ends.
                metrics.CertificateCheckFailed();
                Log.CertificateCheckFailed(logger, Faults.Describe(fault));
            }
            await Task.Delay(_lifetimes.CheckInterval, clock, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One look, and what follows from it.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (await TryCheckAsync(cancellationToken))
                return;
        }
    }

    /// <returns>False: look again.</returns>
    private async Task<bool> TryCheckAsync(CancellationToken cancellationToken)
    {
        // In this order: a bundle that is written at the version read here holds authorities at least as new as it.
        var bundles = await store.ReadBundlesAsync(cancellationToken);
        var stored = await store.ReadAuthoritiesAsync(cancellationToken);
        var authorities = Load(stored);
        if (authorities is null && _authorities is not null)
        {
            // Somebody deleted or broke the Secret: certificates of these authorities are being served.
            if (await store.TryWriteAuthoritiesAsync(_authorities.ToData(), stored, cancellationToken))
                Log.AuthoritiesRestored(logger, $"{_authorities}");
            return false;
        }
        (_authorities, _authoritiesVersion) = (authorities, stored?.Version);

        var facts = Facts(authorities, bundles);
        var steps = CertificatePlan.Decide(facts, _lifetimes);
        if (steps.Rotate)
            return await RotateAsync(authorities, stored, cancellationToken);
        if (steps.Retire)
            return await RetireAsync(authorities!, stored, cancellationToken);
        try
        {
            return steps.Bundle is null || await WriteBundleAsync(authorities!, bundles!, cancellationToken);
        }
        finally
        {
            // Also where the bundle couldn't be written: the plan signs by what is trusted already, or by all there is.
            if (steps.SignBy is { } signing)
                Sign(signing.Id == authorities!.Current.Facts.Id ? authorities.Current : authorities.Previous!, steps);
        }
    }

    private AuthoritySet? Load(StoredAuthorities? stored) =>
        stored is null || stored.Version == _authoritiesVersion
            ? stored is null ? null : _authorities
            : AuthoritySet.TryLoad(stored.Data, _lifetimes.ClockSkew);

    private CertificateFacts Facts(AuthoritySet? authorities, StoredBundles? bundles)
    {
        var now = clock.GetUtcNow();
        var current = authorities?.Current.Facts;
        var ids = bundles?.Bundles.Select(AuthoritySet.IdsOf).ToList();
        var isThere = current is not null && ids?.All(bundle => bundle.Contains(current.Id)) is true;
        // A new authority, or one that somebody took out of the bundle meanwhile, is trusted from now on.
        if (isThere && _trustedId != current!.Id)
            _trustedSince = now;
        _trustedId = isThere ? current!.Id : null;
        return new()
        {
            Now = now,
            Current = current,
            Previous = authorities?.Previous?.Facts,
            Bundles = ids,
            TrustedSince = isThere ? _trustedSince : null,
            Leaf = _served?.Facts,
        };
    }

    private async Task<bool> RotateAsync(
        AuthoritySet? authorities, StoredAuthorities? stored, CancellationToken cancellationToken)
    {
        var next = AuthoritySet.Rotate(authorities, clock.GetUtcNow(), _lifetimes);
        if (await store.TryWriteAuthoritiesAsync(next.ToData(), stored, cancellationToken))
            Log.AuthorityCreated(logger, $"{next}", next.Current.Facts.Expires);
        return false;
    }

    private async Task<bool> RetireAsync(
        AuthoritySet authorities, StoredAuthorities? stored, CancellationToken cancellationToken)
    {
        var next = authorities with { Previous = null };
        if (await store.TryWriteAuthoritiesAsync(next.ToData(), stored, cancellationToken))
            Log.AuthorityRetired(logger, $"{authorities.Previous}");
        return false;
    }

    private async Task<bool> WriteBundleAsync(
        AuthoritySet authorities, StoredBundles bundles, CancellationToken cancellationToken)
    {
        if (!await store.TryWriteBundlesAsync(authorities.BundlePem, bundles, cancellationToken))
            return false;
        Log.BundleWritten(logger, $"{authorities}");
        return true;
    }

    private void Sign(CertificateAuthority authority, CertificateSteps steps)
    {
        var signed = authority.Sign(names, clock.GetUtcNow(), steps.LeafExpires, _lifetimes.ClockSkew);
        _served = signed;
        metrics.CertificateExpires(signed.Facts.Expires);
        Log.CertificateSigned(logger, $"{authority}", signed.Facts.Expires);
    }
}
