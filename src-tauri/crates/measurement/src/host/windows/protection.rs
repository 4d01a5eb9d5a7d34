//! Products that registered with Windows Security Center (`IWSCProductList`, Windows 8 or later; servers have none).

use crate::host::parse::windows::protection::Registered;
use crate::host::{Answer, HostError};
use maillon_diagnosis::GapReason;
use windows::Win32::System::Com::{
    CLSCTX_INPROC_SERVER, COINIT_MULTITHREADED, CoCreateInstance, CoInitializeEx, CoUninitialize,
};
use windows::Win32::System::SecurityCenter::{
    IWSCProductList, WSC_SECURITY_PRODUCT_STATE_ON, WSC_SECURITY_PROVIDER, WSC_SECURITY_PROVIDER_ANTIVIRUS,
    WSC_SECURITY_PROVIDER_FIREWALL, WSCProductList,
};

/// Products told of at most.
const MOST: i32 = 16;

/// Antivirus products. For a thread of its own: the service may take its time.
pub(super) fn antivirus() -> Answer<Vec<Registered>> {
    registered(WSC_SECURITY_PROVIDER_ANTIVIRUS)
}

/// Firewalls other than that of Windows. For a thread of its own.
pub(super) fn firewalls() -> Answer<Vec<Registered>> {
    registered(WSC_SECURITY_PROVIDER_FIREWALL)
}

#[expect(unsafe_code, reason = "COM has no safe interface")]
fn registered(provider: WSC_SECURITY_PROVIDER) -> Answer<Vec<Registered>> {
    // SAFETY: this thread uses COM for this question only; the list is gone when it is uninitialised.
    let listed = unsafe {
        CoInitializeEx(None, COINIT_MULTITHREADED).ok().and_then(|()| {
            let listed = list(provider);
            CoUninitialize();
            listed
        })
    };
    listed.map_err(|error| HostError::new("security_center", GapReason::NotSupported, &error.to_string()))
}

/// # Safety
/// COM is initialised on this thread.
#[expect(unsafe_code, reason = "as above")]
unsafe fn list(provider: WSC_SECURITY_PROVIDER) -> windows::core::Result<Vec<Registered>> {
    // SAFETY: by the contract of this function; each object serves one kind of product, as Microsoft asks.
    unsafe {
        let list: IWSCProductList = CoCreateInstance(&WSCProductList, None, CLSCTX_INPROC_SERVER)?;
        list.Initialize(provider)?;
        let mut products = Vec::new();
        for index in 0..list.Count()?.min(MOST) {
            let product = list.get_Item(index.unsigned_abs())?;
            products.push(Registered {
                name: product.ProductName()?.to_string(),
                active: product.ProductState()? == WSC_SECURITY_PRODUCT_STATE_ON,
            });
        }
        Ok(products)
    }
}
