using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Kubernetes;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Events;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Rights;

namespace K8sRouter.Operator.Signing;

/// <summary>
/// The keys that all replicas share, in a Secret of the operator's namespace, which they never leave. Whichever replica finds
/// none makes them; a Secret that was deleted is not put back, since deleting it is how a key that leaked is withdrawn.
/// </summary>
/// <param name="kubernetes">The API.</param>
/// <param name="operatorNamespace">Where the Secret is.</param>
/// <param name="events">Told where keys are made.</param>
/// <param name="time">Paces retries.</param>
/// <param name="logger">Told too.</param>
[GenericRbac(RbacScope.OperatorNamespace, "", "secrets", RbacVerb.Update, Names = OperatorNames.SigningKey,
    For = "the keys that sign configurations, when they are rotated or broken")]
internal sealed class SigningKeys(
    IKubernetes kubernetes, string operatorNamespace, IEventRecorder events, TimeProvider time, ILogger<SigningKeys> logger)
    : IDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _stale = new(0);
    private volatile State? _state;

    /// <summary>Told that other keys sign from now on; set once, before <see cref="RunAsync"/>.</summary>
    public Action Changed { get; set; } = () => { };

    /// <summary>The keys. Known once <see cref="LoadAsync"/> has run.</summary>
    public SigningKeySet Current => Known.Keys;

    /// <summary>The keys, and whether somebody asks for a rotation.</summary>
    public SigningState Summary => new(
        Known.Keys.Current.Id, Known.Keys.Next?.Id,
        Known.Secret.Metadata.Annotations?.GetValueOrDefault(ResourceMarks.RotateSigningKey));

    private State Known => _state ?? throw new InvalidOperationException("The signing keys haven't been loaded.");

    /// <summary>Reads the keys, or makes them where there are none.</summary>
    /// <exception cref="KubernetesException">The server refuses, or can't be reached.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var secret = await kubernetes.GetAsync<V1Secret>(operatorNamespace, OperatorNames.SigningKey, cancellationToken);
            var stored = SigningKeySet.TryLoad(secret?.Data);
            if (stored?.Next is not null)
            {
                Take(secret!, stored);
                return;
            }
            if (stored is not null)
            {
                // Of the two the one that signs is enough to go on with.
                if (await TryWriteAsync(secret, new(stored.Current, SigningKey.Create()), cancellationToken) is not null)
                    return;
                continue;
            }
            var hadKeys = _state is not null;
            if (await TryWriteAsync(secret, SigningKeySet.Create(), cancellationToken) is { } written)
            {
                TellMade(written, hadKeys);
                return;
            }
        }
    }

    /// <summary>The Secret may have changed.</summary>
    public void Invalidate() => _stale.Release();

    /// <summary>Reads the keys again whenever they may have changed, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await _stale.WaitAsync(cancellationToken);
                while (_stale.Wait(0, cancellationToken))
                {
                    // One look is enough for all that changed meanwhile.
                }
                await LoadAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (KubernetesException fault)
            {
                Log.SigningKeysUnread(logger, fault.Message);
                Invalidate();
                await Task.Delay(RetryInterval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Makes the next key current and removes the annotation that requested it.</summary>
    /// <exception cref="KubernetesException">The server refuses, or can't be reached.</exception>
    public async Task RotateAsync(CancellationToken cancellationToken)
    {
        var (secret, keys) = Known;
        if (await TryWriteAsync(secret, keys.Rotate(), cancellationToken) is not { } written)
        {
            Invalidate();
            return;
        }
        Log.SigningKeyRotated(logger, Current.Current.Id, Current.Next!.Id);
        events.Record(
            written, EventType.Normal, SigningEventReasons.SigningKeyRotated, "Rotate",
            $"Configurations are signed with the key {Current.Current.Id}; sidecars that are injected from now on know "
            + $"{Current.Next.Id} too.");
    }

    public void Dispose() => _stale.Dispose();

    /// <summary>Stores keys in place of what was read; null: somebody else came first.</summary>
    private async Task<V1Secret?> TryWriteAsync(V1Secret? replaced, SigningKeySet keys, CancellationToken cancellationToken)
    {
        try
        {
            var written = replaced is null
                ? await kubernetes.CreateAsync(NewSecret(keys), cancellationToken)
                : await kubernetes.ReplaceAsync(WithKeys(replaced, keys), cancellationToken);
            Take(written, keys);
            return written;
        }
        catch (KubernetesException fault) when (fault.IsConflict || fault.IsAlreadyExists || fault.IsNotFound)
        {
            return null;
        }
    }

    private void TellMade(V1Secret secret, bool hadKeys)
    {
        Log.SigningKeyMade(logger, Current.Current.Id);
        events.Record(
            secret, hadKeys ? EventType.Warning : EventType.Normal, SigningEventReasons.SigningKeyCreated, "Create",
            $"There was no usable signing key, and {Current.Current.Id} was made. Sidecars that were injected with another one "
            + "refuse new configurations and keep the last: the condition Programmed counts them, and restarting their pods "
            + "mends it.");
    }

    private void Take(V1Secret secret, SigningKeySet keys)
    {
        var isOther = _state is { } before && before.Keys.PublicKeys != keys.PublicKeys;
        var isAsked = _state?.Secret.Metadata.Annotations?.GetValueOrDefault(ResourceMarks.RotateSigningKey)
            != secret.Metadata.Annotations?.GetValueOrDefault(ResourceMarks.RotateSigningKey);
        _state = new State(secret, keys);
        if (isOther || isAsked)
            Changed();
    }

    private V1Secret NewSecret(SigningKeySet keys) => new()
    {
        Metadata = new()
        {
            Name = OperatorNames.SigningKey,
            NamespaceProperty = operatorNamespace,
            Labels = new Dictionary<string, string> { [ResourceMarks.ManagedBy] = ResourceMarks.Manager },
        },
        Type = "Opaque",
        Data = keys.ToData(),
    };

    private static V1Secret WithKeys(V1Secret secret, SigningKeySet keys) => secret with
    {
        Metadata = secret.Metadata with
        {
            Annotations = secret.Metadata.Annotations?
                .Where(annotation => annotation.Key != ResourceMarks.RotateSigningKey).ToDictionary(),
        },
        Data = keys.ToData(),
    };

    private sealed record State(V1Secret Secret, SigningKeySet Keys);
}
